/**
 * `npm test`: installs what is missing, then runs every check and every test, also after one has failed. The last
 * line counts them: each tool is one, and each test of vitest. Exits with 1 if anything failed.
 */
import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { installPackages, installTestPackages, requireNode, root } from './install.mjs';

requireNode();
installPackages();
installTestPackages();

/** Name and command of each tool, run with this Node. @type {[string, string, string[]][]} */
const tools = [
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']],
  ['svelte-check', 'svelte-check/bin/svelte-check', ['--fail-on-warnings', '--tsconfig', './tsconfig.json']],
  ['types', 'typescript/bin/tsc', ['--noEmit', '-p', '.']],
  ['production build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']]
];
/** Vitest's projects, and the minutes after which one is ended as hung. @type {[string, number][]} */
const projects = [
  ['unit', 16],
  ['browser', 14],
  ['e2e', 16]
];

/** @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number }} Result */

/**
 * Runs a command of node_modules and shows its output.
 * @param {string} file under node_modules
 * @param {string[]} args
 * @param {number} minutes
 */
function run(file, args, minutes) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: minutes * 60_000
  });
  return status === 0;
}

/**
 * The counts of vitest's report; a file that could not be read, an error outside a test and a run that was ended
 * count as one failure each.
 * @param {string} report path of the JSON
 * @param {boolean} succeeded
 */
function counts(report, succeeded) {
  const json = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const broken = (json?.testResults ?? []).filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0
  ).length;
  const failed = (json?.numFailedTests ?? 0) + broken;
  return {
    passed: json?.numPassedTests ?? 0,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: (json?.numPendingTests ?? 0) + (json?.numTodoTests ?? 0)
  };
}

/** @type {Result[]} */
const results = [];
const folder = mkdtempSync(join(tmpdir(), 'ownvoice-test-'));
for (const [name, file, args] of tools) {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const passed = run(file, args, 5) ? 1 : 0;
  results.push({ name, passed, failed: 1 - passed, skipped: 0, seconds: (Date.now() - start) / 1000 });
}
for (const [name, minutes] of projects) {
  console.log(`\n== ${name} tests`);
  const start = Date.now();
  const report = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = run('vitest/vitest.mjs', ['run', '--project', name, ...reporters], minutes);
  results.push({ name: `${name} tests`, ...counts(report, succeeded), seconds: (Date.now() - start) / 1000 });
}
rmSync(folder, { recursive: true });

console.log(
  `\n${'check'.padEnd(20)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(8)}  seconds`
);
for (const { name, passed, failed, skipped, seconds } of results)
  console.log(
    name.padEnd(20) +
      [passed, failed, skipped].map((count) => String(count).padStart(8)).join('') +
      seconds.toFixed(0).padStart(9)
  );
const total = (/** @type {'passed' | 'failed'} */ key) =>
  results.reduce((sum, result) => sum + result[key], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;
