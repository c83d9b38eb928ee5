// Finds Chromium or Chrome, and installs Debian's where there is none and it may.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function chromiumPath() {
  const found = PLACES.find((place) => place && existsSync(place));
  if (!found) throw new Error('no Chromium found: install it, or set CHROMIUM to its path');
  return found;
}

/** Makes sure that there is a browser; throws with advice where it cannot. */
export function ensureChromium() {
  if (PLACES.some((place) => place && existsSync(place))) return;
  const apt = (...args) =>
    execFileSync('apt-get', args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  } catch {
    // What follows says what to do.
  }
  chromiumPath();
}
