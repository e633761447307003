import { askFirst } from './first-answers.ts';

askFirst();
