import { answerParent } from './answering.ts';
import { closedLoad, openLoad } from './webhook-load.ts';
import { connectScreens, disconnectScreens, ring } from './ring-load.ts';

/** The process that makes the load and takes the times. */
answerParent({ connectScreens, ring, openLoad, closedLoad }, async () => disconnectScreens());
