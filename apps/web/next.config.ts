import { join } from 'node:path';
import type { NextConfig } from 'next';

const root = join(import.meta.dirname, '..', '..');

const config: NextConfig = {
  poweredByHeader: false,
  // A redirect of Next's own would come before the access check.
  skipTrailingSlashRedirect: true,
  reactStrictMode: true,
  // The packages of this repository are TypeScript source.
  transpilePackages: [
    '@plumbline/api',
    '@plumbline/client',
    '@plumbline/lifecycle',
    '@plumbline/providers',
    '@plumbline/runtime',
    '@plumbline/store',
  ],
  // `npm run types` checks types; a first start should not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // Native code cannot be bundled.
  serverExternalPackages: ['@libsql/client', 'libsql'],
  turbopack: { root },
  outputFileTracingRoot: root,
  devIndicators: false,
  // More than an attachment; what is larger would reach its route cut.
  experimental: { proxyClientMaxBodySize: '11mb' },
};

export default config;
