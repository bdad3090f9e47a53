// Short names for the generated types.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Job = Schemas['Job'];
export type JobState = Schemas['JobState'];
export type JobRequest = Schemas['JobRequest'];
export type StopMode = Schemas['StopMode'];
export type StopReceipt = Schemas['StopReceipt'];
export type Template = Schemas['Template'];
export type TemplateParameter = Schemas['TemplateParameter'];
export type Problem = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];
export type LogWindow = Schemas['LogWindow'];
export type Frame = Schemas['Frame'];
export type HelloFrame = Schemas['HelloFrame'];
export type LogFrame = Schemas['LogFrame'];
export type EndFrame = Schemas['EndFrame'];
