import { OverviewScreen } from '../../../components/overview/OverviewScreen.tsx';

export default function OverviewPage() {
  return <OverviewScreen />;
}
