/**
 * Ends the process after `stop`. One Ctrl-C may come several times, by the group, npm and the start script: repeats change
 * nothing. Next leaves signals to us (NEXT_MANUAL_SIG_HANDLE=true), since it would wait for open streams.
 */
export function onEndSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error('The stop failed.', error);
          process.exit(1);
        },
      );
    });
  }
}
