import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { upToDate } from '../../harness/dependencies.mjs';

const LOCK = 'package-lock.json';
const INSTALLED = 'node_modules/.package-lock.json';

interface File {
  /** When it was last written, in seconds. */
  readonly at: number;
  readonly packages?: Readonly<Record<string, { readonly version: string; readonly optional?: boolean }>>;
}

/** Whether a project with these files would be left alone. */
function leftAlone(files: Readonly<Record<string, File>>): boolean {
  const dir = mkdtempSync(path.join(tmpdir(), 'packages-'));
  try {
    mkdirSync(path.join(dir, 'node_modules/esbuild'), { recursive: true });
    for (const [name, { at, packages = {} }] of Object.entries(files)) {
      writeFileSync(path.join(dir, name), JSON.stringify({ packages }));
      utimesSync(path.join(dir, name), at, at);
    }
    return upToDate(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const a1 = { 'node_modules/a': { version: '1.0.0' } };
const a2 = { 'node_modules/a': { version: '2.0.0' } };
const elsewhere = { 'node_modules/b': { version: '1.0.0', optional: true } };

void test('packages are installed again where the lock file is newer and names others', () => {
  assert.equal(
    leftAlone({ [LOCK]: { at: 2000, packages: a2 }, [INSTALLED]: { at: 1000, packages: a1 } }),
    false,
  );
  assert.equal(leftAlone({ [LOCK]: { at: 2000, packages: a1 }, [INSTALLED]: { at: 1000 } }), false);
  assert.equal(leftAlone({ [LOCK]: { at: 2000 }, [INSTALLED]: { at: 1000, packages: a1 } }), false);
  assert.equal(leftAlone({ [LOCK]: { at: 1000 } }), false);
});

void test('packages are left alone where they are younger, or the same', () => {
  assert.equal(
    leftAlone({ [LOCK]: { at: 1000, packages: a2 }, [INSTALLED]: { at: 2000, packages: a2 } }),
    true,
  );
  const all = { '': { version: '0.1.0' }, ...a1, ...elsewhere };
  assert.equal(
    leftAlone({ [LOCK]: { at: 2000, packages: all }, [INSTALLED]: { at: 1000, packages: a1 } }),
    true,
  );
});
