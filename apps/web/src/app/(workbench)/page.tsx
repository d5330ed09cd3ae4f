import { HomeScreen } from '../../components/home/HomeScreen.tsx';

export default function HomePage() {
  return <HomeScreen />;
}
