import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Tools that do a part of the same work. Installed when first measured against, not with the project: they bring
 * 27 MB that nothing else here needs. The YAML language server's 2.0 asks for Node 22; its last 1.x does not.
 */
const PEERS = { fitllm: '2.18.0', 'yaml-language-server': '1.25.0' };
const DIR = path.resolve('dist/peers');

function install(): boolean {
  const manifest = path.join(DIR, 'package.json');
  const wanted = JSON.stringify({ name: 'peers', private: true, dependencies: PEERS });
  const done = path.join(DIR, '.installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return true;
  mkdirSync(DIR, { recursive: true });
  writeFileSync(manifest, wanted);
  try {
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: DIR,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    return false;
  }
  writeFileSync(done, wanted);
  return true;
}

/** What is used of the YAML language server. */
export interface YamlService {
  readonly configure: (settings: unknown) => void;
  readonly doValidation: (document: unknown, isKubernetes: boolean) => Promise<readonly unknown[]>;
  readonly doComplete: (document: unknown, position: unknown, isKubernetes: boolean) => Promise<unknown>;
  readonly doHover: (document: unknown, position: unknown) => Promise<unknown>;
  readonly doFormat: (document: unknown, options: unknown) => Promise<readonly unknown[]>;
}

export interface Peers {
  /** fitllm: bytes of the KV cache of one of its models by name, at a length and bits a number. */
  readonly cacheBytes: (model: string) => ((tokens: number, bits: number) => number) | null;
  /** A YAML language service that knows one schema, and what makes its documents. */
  readonly yaml: (schema: string) => YamlService;
  readonly yamlDocument: (version: number, text: string) => unknown;
  readonly versions: Readonly<Record<keyof typeof PEERS, string>>;
}

/** The tools, installed where they are not yet; `null` where they cannot be, as without a network. */
export async function loadPeers(): Promise<Peers | null> {
  if (!install()) return null;
  const require = createRequire(path.join(DIR, 'package.json'));
  // The shapes of foreign modules, as far as they are used.
  const fitllm = (await import(pathToFileURL(require.resolve('fitllm')).href)) as {
    readonly MODELS: readonly { readonly name: string }[];
    readonly calcKVCache: (model: unknown, tokens: number, bits: number) => { readonly totalBytes: number };
  };
  const server = require('yaml-language-server') as {
    readonly getLanguageService: (context: unknown) => YamlService;
  };
  const documents = require('vscode-languageserver-textdocument') as {
    readonly TextDocument: { readonly create: (...of: unknown[]) => unknown };
  };
  return {
    versions: PEERS,
    cacheBytes: (name) => {
      const model = fitllm.MODELS.find((one) => one.name === name);
      return model ? (tokens, bits) => fitllm.calcKVCache(model, tokens, bits).totalBytes : null;
    },
    yaml: (schema) => {
      const service = server.getLanguageService({
        schemaRequestService: () => Promise.resolve(schema),
        workspaceContext: { resolveRelativePath: (relative: string) => relative },
        telemetry: { send: () => undefined, sendError: () => undefined, sendTrack: () => undefined },
      });
      const schemas = [
        { uri: 'plan://schema', fileMatch: ['*.decodeplan'], schema: JSON.parse(schema) as unknown },
      ];
      service.configure({ validate: true, hover: true, completion: true, format: true, schemas });
      return service;
    },
    yamlDocument: (version, text) =>
      documents.TextDocument.create('file:///bench.decodeplan', 'yaml', version, text),
  };
}
