export { createAnswers, type AnswerOutcome, type Answers, type AnswersOptions } from './answers.ts';
export { claimCommand, pruneCommands } from './command-store.ts';
export { asWithoutUs, decideAnswer, type AnswerFacts, type Decided, type LastOperator } from './decide-answer.ts';
export { displayName } from './display-name.ts';
export { lastOperator } from './last-operator.ts';
export { startAnswers } from './start-answers.ts';
