// `npm run release -- minor`: turns the changelog's Unreleased part into the notes of a version, and tags it.
//   node test/harness/release.mjs major|minor|patch|X.Y.Z
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const UNRELEASED = /^## Unreleased\n+([\s\S]*?)(?=^## |(?![\s\S]))/m;

function main(wanted) {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  if (git('status', '--porcelain') !== '') return fail('commit or put away your changes first');
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const notes = UNRELEASED.exec(changelog)?.[1]?.trim();
  if (!notes) return fail('CHANGELOG.md has nothing under "## Unreleased"');
  const manifest = readFileSync('package.json', 'utf8');
  const version = next(JSON.parse(manifest).version, wanted);
  if (version === null) return fail('say major, minor, patch or a version: npm run release -- minor');
  if (git('tag', '--list', `v${version}`) !== '') return fail(`v${version} is released already`);
  const date = new Date().toISOString().slice(0, 10);
  const heading = `## ${version} - ${date}\n\n${notes}\n\n`;
  writeFileSync('CHANGELOG.md', changelog.replace(UNRELEASED, () => heading).trimEnd() + '\n');
  setVersion('package.json', manifest, version);
  if (existsSync('package-lock.json')) setLockVersion(version);
  git('commit', '--quiet', '--all', '--message', `Release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `${version}\n\n${notes}`);
  console.log(`${version}\n\n${notes}\n\nNext: npm run package, then see docs/releasing.md`);
  return 0;
}

function next(current, wanted) {
  if (/^\d+\.\d+\.\d+$/.test(wanted ?? '')) return wanted;
  const [major, minor, patch] = current.split('.').map(Number);
  return (
    { major: `${major + 1}.0.0`, minor: `${major}.${minor + 1}.0`, patch: `${major}.${minor}.${patch + 1}` }[
      wanted
    ] ?? null
  );
}

/** Changes the one line and nothing else of the file. */
function setVersion(file, text, version) {
  writeFileSync(file, text.replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`));
}

/** The lock file names the version twice: of the project, and of its root package. */
function setLockVersion(version) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  lock.version = version;
  lock.packages[''].version = version;
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
}

function fail(message) {
  console.error(message);
  return 1;
}

process.exitCode = main(process.argv[2]);
