import type { ProjectId } from '@plumbline/lifecycle';
import { NewThreadScreen } from '../../../../../components/home/NewThreadScreen.tsx';

export default async function NewThreadPage({ params }: { readonly params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <NewThreadScreen key={projectId} projectId={projectId as ProjectId} title="New thread" />;
}
