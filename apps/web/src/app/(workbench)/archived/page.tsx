import { ArchivedScreen } from '../../../components/home/ArchivedScreen.tsx';

export default function ArchivedPage() {
  return <ArchivedScreen />;
}
