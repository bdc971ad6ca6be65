// Bundles GraphiQL into web/dist/graphiql, from where the binary serves it.
import { defineConfig } from "vite";

export default defineConfig({
  // Absolute, so that the page finds its parts from /graphiql as well as from /graphiql/.
  base: "/graphiql/",
  build: {
    outDir: "../dist/graphiql",
    emptyOutDir: true,
    // The editor is one library of some megabytes, loaded by people at a desk from their own machine.
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // Libraries mark their parts "use client" for servers that render; nothing here renders on a server.
      onLog: (level, log, report) => log.code === "MODULE_LEVEL_DIRECTIVE" || report(level, log),
    },
  },
  worker: { format: "es" },
});
