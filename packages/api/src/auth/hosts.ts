import type { AccessRules } from './authorize.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Addresses and name of this machine: allowed when all interfaces are listened on. */
  readonly machine: readonly string[];
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Only names that no foreign DNS record can take: against DNS rebinding. */
export function accessRules({ host, port, machine }: Listening): AccessRules {
  const everywhere = host === '0.0.0.0' || host === '::' || host === '[::]';
  const names = [...loopbackNames, ...(everywhere ? machine : [host])].map(inUrl);
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  if (port === 80) for (const name of names) hosts.add(name);
  const origins = new Set([...hosts].flatMap((each) => [`http://${each}`, `https://${each}`]));
  return { hosts, origins, fetchMetadata: isLoopback(host) ? 'required' : 'when-present' };
}

/** An IPv6 address as it stands in a URL. */
export function inUrl(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes(':') && !lower.startsWith('[') ? `[${lower}]` : lower;
}
