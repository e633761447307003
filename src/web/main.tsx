// As a layer: ours win whichever file of styles a browser happens to get first.
import '@mantine/core/styles.layer.css';
import './theme.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './language/language.ts';
import { freezeAppBase } from './shell/app-base.ts';
import { untilFirstAnswers } from './start/first-answers.ts';
import { theme } from './theme.ts';

freezeAppBase();
await startLanguage();
await untilFirstAnswers(150);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <App />
    </MantineProvider>
  </StrictMode>,
);
