'use strict';

// Who may import whom. `npm run check:architecture` holds src, adapters and test against it.
// Imports of types count like any others.

const swc = require('@swc/core');

// TypeScript 7 has no API for dependency-cruiser to parse with, so swc does it; left alone, it is never told of JSX.
const parseFile = swc.parseFileSync;
swc.parseFileSync = (file, options) => parseFile(file, { ...options, tsx: file.endsWith('.tsx') });

const ours = '^(src|adapters|test|bin)/';
/** A folder of src that is a feature. `commands` is the edge towards the shell and `web` the browser app. */
const feature = '^src/(?!contracts/|platform/|web/|commands/)[^/]+/';
const production = '^(src|adapters|bin)/';
const stubs = '/stub\\.ts$';

/** One library, one door. */
const door = (library, path) => ({
  name: `door-of-${library}`,
  comment: `${library} is imported only where ${path} matches; ask that module for what you need.`,
  severity: 'error',
  from: { path: production, pathNot: path },
  to: { path: `node_modules/(@types/)?${library}/` },
});

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule(
      'contracts-stand-alone',
      'Contracts are what everybody may import: they import nothing but zod and libphonenumber-js.',
      { path: '^src/contracts/' },
      { pathNot: '^src/contracts/|node_modules/(zod|libphonenumber-js)/' },
    ),
    rule(
      'vendor-stays-in-its-folder',
      'A vendor imports its own folder, adapters/kit and src/contracts; never a sibling, never the rest of src.',
      { path: '^adapters/(pbx|mis|sms)/([^/]+)/' },
      { path: ours, pathNot: '^adapters/$1/$2/|^adapters/kit/|^src/contracts/' },
    ),
    rule(
      'kit-knows-no-vendor',
      'adapters/kit serves every vendor.',
      { path: '^adapters/kit/' },
      { path: ours, pathNot: '^adapters/kit/|^src/contracts/' },
    ),
    rule(
      'adapter-list-names-adapters',
      'adapters/<kind>/index.ts is a list of adapters and nothing else.',
      { path: '^adapters/(pbx|mis|sms)/index\\.ts$' },
      { path: ours, pathNot: '^adapters/$1/[^/]+/adapter\\.ts$|^src/contracts/' },
    ),
    rule(
      'only-compose-imports-adapters',
      'Everything else gets adapters handed over by compose.ts.',
      { path: '^(src|bin)/', pathNot: '^src/compose(-commands)?\\.ts$' },
      { path: '^adapters/' },
    ),
    rule(
      'platform-knows-no-feature',
      'platform imports contracts and platform.',
      { path: '^src/platform/' },
      { path: ours, pathNot: '^src/(platform|contracts)/' },
    ),
    rule(
      'feature-through-its-index',
      'A feature is imported through its index.ts: export there what others need, or move it to where it belongs.',
      { path: '^src/([^/]+)/' },
      { path: feature, pathNot: '^src/[^/]+/index\\.ts$|^src/$1/' },
    ),
    rule(
      'feature-through-its-index-from-the-top',
      'A feature is imported through its index.ts: export there what others need.',
      { path: '^src/[^/]+\\.ts$|^bin/' },
      { path: feature, pathNot: '^src/[^/]+/index\\.ts$' },
    ),
    rule(
      'feature-does-not-look-up',
      'Features are composed; they do not import what composes them.',
      { path: `${feature}|^src/platform/` },
      { path: '^src/(commands/|[^/]+\\.ts$)' },
    ),
    rule(
      'web-imports-contracts-only',
      'The browser app shares contracts with the server; any other import would drag the server into the browser.',
      { path: '^src/web/' },
      { path: ours, pathNot: '^src/(web|contracts)/' },
    ),
    rule(
      'nobody-imports-web',
      'The server serves the built files.',
      { path: production, pathNot: '^src/web/' },
      { path: '^src/web/' },
    ),
    rule('no-cycles', 'Move what both sides need to where both may import it from.', {}, { circular: true }),
    rule(
      'production-without-tests',
      'Tests import production, not the other way.',
      { path: production },
      { path: '^test/' },
    ),
    rule(
      'production-without-stubs',
      'stub.ts plays a vendor in tests.',
      { path: production, pathNot: stubs },
      { path: stubs },
    ),
    rule(
      'production-without-development-packages',
      'The image is built without devDependencies: move the package to dependencies. The browser app is bundled beforehand.',
      { path: production, pathNot: `^src/web/|${stubs}` },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    rule('everything-resolves', 'A rule sees only what it can resolve.', {}, { couldNotResolve: true }),
    door('axios', '^adapters/kit/'),
    door('mysql2', '^adapters/kit/'),
    door('mssql', '^adapters/kit/'),
    door('exceljs', '^src/callers/import/|^src/calls/export-calls\\.ts$'),
    door('aws4', '^src/recordings/'),
    door('music-metadata', '^src/recordings/'),
    door('bullmq', '^src/platform/(queue|wake-up)/'),
    door('ioredis', '^src/platform/(queue|wake-up)/'),
    door('pg', '^src/platform/database/'),
    door('express', '^src/platform/http/|^src/.*-api\\.ts$'),
    door('ws', '^src/pops/'),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.svg', '.d.ts'],
    },
  },
};
