/**
 * The house (docs/architecture.md): an import points downward, and there are no circles. The layers from top to bottom
 * are web, client, api, runtime, providers, store, lifecycle; practice-model stands alone. The one edge that points upward
 * is a type: `client` takes the type of the router from `api`.
 */
const layers = {
  lifecycle: [],
  store: ['lifecycle'],
  providers: ['lifecycle'],
  runtime: ['lifecycle', 'store', 'providers'],
  api: ['lifecycle', 'store', 'providers', 'runtime'],
  client: ['lifecycle'],
  'practice-model': [],
  // Tries everything below it, tests and their helpers included; nothing imports it.
  conformance: ['lifecycle', 'store', 'providers', 'runtime', 'practice-model'],
};

/** Tests and recorders run real agents against the practice model, so they may import it too. */
const trials = '(\\.test\\.ts$|^packages/[^/]+/(test|record)/)';

const rule = (name, below, which) => ({
  name: `${name}-imports-downward${which.suffix}`,
  comment: `packages/${name} may import ${below.join(', ') || 'no other package'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/`, ...which.from },
  to: {
    path: '^(packages|apps|e2e)/',
    pathNot: [`^packages/${name}/`, ...below.map((other) => `^packages/${other}/`)],
    dependencyTypesNot: name === 'client' ? ['type-only'] : [],
  },
});

const downward = Object.entries(layers).flatMap(([name, below]) => [
  rule(name, below, { suffix: '', from: { pathNot: trials } }),
  // The client is tested over real sockets against the real router.
  rule(name, [...below, 'practice-model', ...(name === 'client' ? ['api'] : [])], {
    suffix: '-in-tests',
    from: { path: [`^packages/${name}/.*\\.test\\.ts$`, `^packages/${name}/(test|record)/`] },
  }),
]);

module.exports = {
  forbidden: [
    ...downward,
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Split the file, or move the shared part down.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lifecycle-is-pure',
      severity: 'error',
      comment: 'The lifecycle package imports only zod, and that only in its schema entry.',
      from: { path: '^packages/lifecycle/src/', pathNot: ['^packages/lifecycle/src/schema/', '\\.test\\.ts$'] },
      to: { path: 'node_modules|^(node|fs|path|crypto)', pathNot: '^packages/lifecycle/' },
    },
    {
      name: 'no-zod-in-the-browser',
      severity: 'error',
      comment: 'The page and the client take types, not schemas (JavaScript budget).',
      from: { path: '^(apps/web/src/(?!server)|packages/client/src)', pathNot: '\\.test\\.ts$' },
      to: { path: '(node_modules/zod|^packages/lifecycle/src/schema/)' },
    },
    {
      name: 'no-orphans',
      severity: 'warn',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.config\\.', '\\.test\\.', '^scripts/', '^e2e/', '^apps/web/'] },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: { pathNot: '^apps/web/\\.next' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|\\.next|/dist/|\\.turbo|test-results)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
