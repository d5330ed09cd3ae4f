/** What is served without a credential, and nothing else. */
export function isPublic(method: string, path: string): boolean {
  if (method === 'POST') return path === '/api/session';
  if (method !== 'GET' && method !== 'HEAD') return false;
  return path === '/api/health' || path === '/link' || path.startsWith('/_next/static/') || icon.test(path);
}

const icon = /^\/(favicon\.ico|(icon|apple-icon)[\w-]*\.(svg|png|ico))$/;

/** Where the owner's token of the data directory counts. */
export const adminPaths: ReadonlySet<string> = new Set(['/api/link', '/api/sessions']);

export function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}
