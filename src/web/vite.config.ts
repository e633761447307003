import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compressAssets } from './compress-assets.ts';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Relative, so that the screen also works behind a proxy that serves it under a path.
  base: './',
  plugins: [react(), compressAssets()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first page needs comes in two files, not in one for each part that some lazy page shares: a request
          // each costs more than the bytes. The libraries by themselves, as they stay in the browser from version to version.
          groups: [
            // Runs, and asks the server, while the two are on their way.
            { name: 'start', tags: ['$initial'], test: /[\\/]web[\\/]start[\\/]/, priority: 2 },
            { name: 'libraries', tags: ['$initial'], test: /[\\/]node_modules[\\/]/, priority: 1 },
            { name: 'app', tags: ['$initial'] },
          ],
        },
      },
    },
  },
});
