/** The licence texts that have to travel with the built app. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
}

/**
 * Licences of every package that the app is built from, with those they depend on, by name.
 * @param root folder with package-lock.json and node_modules/
 */
export function licenceTexts(root: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => path !== '' && !dev && !optional)
    .map(([path, { version, license }]) => {
      const folder = join(root, path);
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const heading = `${name} ${version}${license ? ` (${license})` : ''}`;
      return [heading, '='.repeat(heading.length), '', ...texts].join('\n');
    })
    .join('\n\n\n');
}
