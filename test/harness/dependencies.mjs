// Installs the project's packages where they are missing or older than the lock file. Needs nothing but Node and npm.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Whether the packages in a folder are those of its lock file. */
export function upToDate(folder) {
  // npm writes it at the end: an installation that was broken off has none, or an old one.
  const installed = path.join(folder, 'node_modules/.package-lock.json');
  const wanted = path.join(folder, 'package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(wanted).mtimeMs || samePackages(wanted, installed);
}

/** A fresh checkout has a newer file with the same packages in it. Those of other systems are never installed. */
function samePackages(wanted, installed) {
  const [all, present] = [wanted, installed].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {},
  );
  const names = new Set([...Object.keys(all), ...Object.keys(present)].filter((name) => name !== ''));
  return [...names].every((name) =>
    present[name] === undefined
      ? all[name].optional === true
      : all[name]?.version === present[name].version && all[name].integrity === present[name].integrity,
  );
}

export function ensureDependencies() {
  if (upToDate(root)) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
}
