import { startCrm } from '../commands/support/start-crm.ts';
import { describeSetUp } from './support/set-up-flow.ts';

describeSetUp('SQLite', startCrm);
