/**
 * What `npm run app` and `npm test` need before they start. Kept to syntax that an old Node can read, so that it
 * gets a sentence and not a syntax error.
 */
import { spawnSync } from 'child_process';
import { existsSync, readFileSync, readdirSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the program with a sentence unless Node is new enough for Vite. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    'Ownvoice needs Node 20.19 or newer and found ' +
      process.versions.node +
      '. Install a newer one from nodejs.org.'
  );
  process.exit(1);
}

/** @param {string} file under the project's folder */
function packagesIn(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** Runs `npm ci` unless every package of package-lock.json is there in its version. Ends the program if it fails. */
export function installPackages() {
  const wanted = packagesIn('package-lock.json');
  const present = packagesIn('node_modules/.package-lock.json');
  const complete = Object.keys(wanted).every(
    (path) =>
      path === '' ||
      wanted[path].optional ||
      (present[path] && present[path].version === wanted[path].version)
  );
  if (complete) return;
  console.log('Installing packages ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32'
  });
  if (status === 0) return;
  console.error('npm ci failed (above); with a network connection, run it again.');
  process.exit(1);
}

/** Whether eSpeak NG's data is where Debian's package puts it. */
function hasSpeechData() {
  const folders = readdirSync('/usr/lib').map((name) => '/usr/lib/' + name + '/espeak-ng-data');
  return folders.concat('/usr/share/espeak-ng-data', '/usr/lib/espeak-ng-data').some(existsSync);
}

/**
 * Sees to the Debian packages of the tests: a Chromium (or `CHROMIUM`, the path of another), and eSpeak NG with its
 * data. Root gets them by apt; anyone else a sentence, and the program ends.
 */
export function installTestPackages() {
  const missing = [];
  if (!existsSync(process.env.CHROMIUM || '/usr/bin/chromium')) missing.push('chromium');
  if (process.platform !== 'linux' || !hasSpeechData()) missing.push('espeak-ng-data');
  if (spawnSync('espeak-ng', ['--version']).status !== 0) missing.push('espeak-ng');
  if (missing.length === 0) return;
  const isRoot = process.getuid !== undefined && process.getuid() === 0;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    console.log('Installing ' + missing.join(' and ') + ' ...');
    const apt = (/** @type {string[]} */ args) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: Object.assign({}, process.env, { DEBIAN_FRONTEND: 'noninteractive' })
      }).status === 0;
    if (apt(['update', '-qq']) && apt(['install', '-y', '-qq', '--no-install-recommends'].concat(missing)))
      return;
  }
  console.error(
    'The tests need Debian packages that are not installed. Run: sudo apt-get install ' +
      missing.join(' ') +
      ' (a Chromium elsewhere can be named by the environment variable CHROMIUM).'
  );
  process.exit(1);
}
