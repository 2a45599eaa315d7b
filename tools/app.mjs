/** `npm run app [-- --port 4173]`: installs what is missing, builds the app and serves it on this machine. */
import { spawnSync } from 'child_process';
import { join } from 'path';
import { installPackages, requireNode, root } from './install.mjs';

requireNode();
main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

/** @param {string[]} args */
async function main(args) {
  let port = 4173;
  if (args.length > 0) {
    port = args[0] === '--port' && args.length === 2 ? Number(args[1]) : NaN;
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new Error('Usage: npm run app -- [--port NUMBER], a number from 0 to 65535 (0: any free port).');
  }
  installPackages();
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit']
  });
  if (status !== 0) throw new Error('The build failed (above).');
  const { url } = await serveOnFreePort(port);
  console.log('\nOwnvoice is at ' + url + ' (Ctrl+C ends it)');
}

/**
 * Takes the port, or the next free one of the ten after it.
 * @param {number} port
 */
async function serveOnFreePort(port) {
  // Imported late: an old Node cannot read it.
  const { serve } = await import('./serve.mjs');
  for (let tried = port; ; tried++) {
    try {
      return await serve(join(root, 'dist'), tried);
    } catch (error) {
      const taken = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
      if (!taken || tried >= port + 10) throw error;
      console.log('Port ' + tried + ' is taken.');
    }
  }
}
