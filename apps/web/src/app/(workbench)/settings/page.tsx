import { SettingsScreen } from '../../../components/settings/SettingsScreen.tsx';

export default function SettingsPage() {
  return <SettingsScreen />;
}
