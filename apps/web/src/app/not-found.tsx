/** A plain link: Next's own would be sent a second time with each page, for this view alone. */
export default function NotFound() {
  return (
    <main className="grid h-dvh place-items-center p-6">
      <div className="max-w-[40ch]">
        <h1 className="text-[19px] font-semibold">There is nothing here</h1>
        <p className="mt-1 mb-4 text-ink-2">
          This address leads to no view of Plumbline. Threads keep their addresses until they are removed.
        </p>
        <a href="/" className="btn">
          Go to the threads
        </a>
      </div>
    </main>
  );
}
