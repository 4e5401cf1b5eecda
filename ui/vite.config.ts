import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const SITES = ["console", "portal"];
/** Where `yizhan serve` listens while pages are written beside it (`vite --config ui/vite.config.ts --mode console`). */
const SERVER = process.env.YIZHAN_SERVER ?? "http://127.0.0.1:8030";

/** One site a run, named by the mode: its pages into `dist/ui/SITE`, under `/SITE/`. */
export default defineConfig(({ mode }) => {
  if (!SITES.includes(mode)) throw new Error(`--mode is one of ${SITES.join(", ")}`);
  const output = join(import.meta.dirname, "../dist/ui", mode);
  return {
    root: join(import.meta.dirname, mode),
    base: `/${mode}/`,
    publicDir: join(import.meta.dirname, "public"),
    plugins: [react(), compressed(output)],
    html: { cspNonce: "__NONCE__" },
    server: { proxy: { [`/${mode}/api`]: SERVER } },
    build: {
      outDir: output,
      emptyOutDir: true,
      target: "es2023",
      // nothing inlined: the policy of content has no `data:` for scripts and styles
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
              { name: "charts", test: /node_modules\/(echarts|zrender)\//, priority: 2 },
            ],
          },
        },
      },
    },
  };
});

/** Writes a `.gz` and a `.br` beside whatever text is worth it, so that the server only picks one. Pages are left: they get a nonce a request. */
function compressed(output: string): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(output, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || ![".js", ".css", ".svg"].includes(extname(entry.name))) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        if (bytes.length < 1024) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}
