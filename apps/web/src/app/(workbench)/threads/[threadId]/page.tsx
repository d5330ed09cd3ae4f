import type { ThreadId } from '@plumbline/lifecycle';
import { ThreadScreen } from '../../../../components/thread/ThreadScreen.tsx';

export default async function ThreadPage({ params }: { readonly params: Promise<{ threadId: string }> }) {
  const { threadId } = await params;
  return <ThreadScreen key={threadId} threadId={threadId as ThreadId} />;
}
