/** The sections of the settings page; each has an address of its own, `/settings#id`. */
export const sections = [
  { id: 'appearance', title: 'Appearance' },
  { id: 'notifications', title: 'Notifications' },
  { id: 'providers', title: 'Providers' },
  { id: 'keys', title: 'Keys' },
  { id: 'access', title: 'Access' },
  { id: 'data', title: 'Data' },
] as const;

export type SectionId = (typeof sections)[number]['id'];
