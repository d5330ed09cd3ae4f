import type { AccessSession, AccessStore } from '@plumbline/store';

/** Access records in memory, for tests. */
export function memoryAccessStore(): AccessStore & { readonly reads: { session: number } } {
  const links = new Map<string, number>();
  const sessions = new Map<string, AccessSession>();
  const reads = { session: 0 };
  return {
    reads,
    addLink: async ({ tokenHash, expiresAt }) => void links.set(tokenHash, expiresAt),
    takeLink: async (hash, now) => {
      const expiresAt = links.get(hash);
      links.delete(hash);
      return expiresAt !== undefined && expiresAt > now;
    },
    addSession: async ({ tokenHash, ...session }) => void sessions.set(tokenHash, session),
    session: async (hash) => {
      reads.session += 1;
      return sessions.get(hash) ?? null;
    },
    touchSession: async (id, at) => {
      for (const [hash, session] of sessions) if (session.id === id) sessions.set(hash, { ...session, lastSeenAt: at });
    },
    listSessions: async () => [...sessions.values()],
    revokeSession: async (id) => {
      const found = [...sessions].find(([, session]) => session.id === id);
      return found !== undefined && sessions.delete(found[0]);
    },
  };
}
