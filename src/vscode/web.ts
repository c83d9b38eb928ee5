/**
 * Entry of the extension in VS Code for the Web, which loads one file for an extension and no other by itself: reads the
 * files that the desktop loads, and has them load one another. One copy of the code serves both.
 */
import * as vscode from 'vscode';
import type * as Extension from './extension.js';

/** Beside which the files lie; the build lists those of the extension. */
const FOLDER = 'dist';
const LIST = 'shared/host.json';

interface Module {
  exports: unknown;
}

export async function activate(context: vscode.ExtensionContext): Promise<unknown> {
  const folder = vscode.Uri.joinPath(context.extensionUri, FOLDER);
  const read = async (file: string) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file)));
  const [first = '', ...others] = JSON.parse(await read(LIST)) as string[];
  const texts = await Promise.all([first, ...others].map(async (file) => [file, await read(file)] as const));
  const extension = loaderOf(new Map(texts), folder.toString(true))(first) as typeof Extension;
  return extension.activate(context);
}

/** Loads files from their texts, each once and when it is first asked for. */
function loaderOf(texts: ReadonlyMap<string, string>, folder: string): (file: string) => unknown {
  const modules = new Map<string, Module>();
  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const text = texts.get(file);
    if (text === undefined) throw new Error(`${file} is no file of the extension`);
    const module: Module = { exports: {} };
    modules.set(file, module);
    const require = (name: string) =>
      name === 'vscode' ? vscode : load(new URL(name, `file:///${file}`).pathname.slice(1));
    // As the editor itself loads the file that this is: its policy allows it, and the text is the extension's own.
    // eslint-disable-next-line no-new-func, @typescript-eslint/no-implied-eval
    const run = new Function('module', 'exports', 'require', `${text}\n//# sourceURL=${folder}/${file}`) as (
      module: Module,
      exports: unknown,
      require: (name: string) => unknown,
    ) => void;
    run(module, module.exports, require);
    return module.exports;
  };
  return load;
}
