import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import vm from "node:vm";

/**
 * A page as a browser would have it: a realm of its own with the language, WebAssembly, and of the platform only what
 * browsers offer as well, and `more`; packages are found as Node finds them. Needs `--experimental-vm-modules`.
 */
export function page(more: Readonly<Record<string, unknown>> = {}) {
  let memories = 0;
  const realm = vm.createContext({ atob, TextEncoder, URL, onMemory: () => memories++, ...more });
  // Tells whether the kernels are WebAssembly.
  vm.runInContext(
    `WebAssembly.Memory = class extends WebAssembly.Memory {
       constructor(size) { super(size); onMemory(); }
     };`,
    realm,
  );

  const loaded = new Map<string, Record<string, unknown>>();
  /** A package in the format of older ones. Nothing of Node is there to be required. */
  function required(file: string): Record<string, unknown> {
    const known = loaded.get(file);
    if (known) return known;
    const module = { exports: {} as Record<string, unknown> };
    loaded.set(file, module.exports);
    const inner = createRequire(file);
    const wrapped = `(function (module, exports, require) {${readFileSync(file, "utf8")}\n})`;
    vm.runInContext(wrapped, realm, { filename: file })(module, module.exports, (name: string) => {
      if (isBuiltin(name)) throw new Error(`there is no ${name} in a browser; required by ${file}`);
      return required(inner.resolve(name));
    });
    loaded.set(file, module.exports);
    return module.exports;
  }

  const modules = new Map<string, vm.Module>();
  function moduleOf(name: string, from: string): vm.Module {
    if (isBuiltin(name)) throw new Error(`there is no ${name} in a browser; imported by ${from}`);
    const own = name.startsWith(".");
    const url = own ? new URL(name, from).href : createRequire(from).resolve(name);
    const known = modules.get(url);
    if (known) return known;
    const made = own ? moduleFrom(readFileSync(new URL(url), "utf8"), url) : synthetic(required(url));
    modules.set(url, made);
    return made;
  }
  const moduleFrom = (source: string, url: string) =>
    new vm.SourceTextModule(source, {
      identifier: url,
      context: realm,
      initializeImportMeta: (meta) => {
        meta.url = url;
      },
    });
  function synthetic(exports: Record<string, unknown>): vm.Module {
    const values = { ...exports, default: exports };
    return new vm.SyntheticModule(
      Object.keys(values),
      function () {
        for (const [name, value] of Object.entries(values)) this.setExport(name, value);
      },
      { context: realm },
    );
  }

  return {
    /** Runs the source of a module there and gives what it exports. */
    run: async (source: string, from: string): Promise<Record<string, unknown>> => {
      const script = moduleFrom(source, from);
      await script.link((name, { identifier }) => moduleOf(name, identifier));
      await script.evaluate();
      return script.namespace as Record<string, unknown>;
    },
    /** How many memories WebAssembly has been given. */
    memories: () => memories,
  };
}
