/** Every way a model can be made, exported and run in onnxruntime beside the model itself; one of each task: tasks.test.ts. */
import { it } from 'vitest'
import { cases, expectAlike, isFirstOfTask } from './task-cases.ts'

it.each(cases.filter((one) => !isFirstOfTask(one)))('runs in onnxruntime as in the engine: $name', expectAlike)
