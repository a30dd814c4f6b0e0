/** The table of charts, each with an example: the tests draw every row, and a new chart is a file and a row here. */
import { attention } from './attention.ts'
import { attentionExample } from './attention.example.ts'
import { classBalance } from './class-balance.ts'
import { classBalanceExample } from './class-balance.example.ts'
import { confusionMatrix } from './confusion-matrix.ts'
import { confusionMatrixExample } from './confusion-matrix.example.ts'
import type { EChartsOption } from './echarts.ts'
import { forecast } from './forecast.ts'
import { forecastExample } from './forecast.example.ts'
import { gateHistory } from './gate-history.ts'
import { gateHistoryExample } from './gate-history.example.ts'
import { gateLines } from './gate-lines.ts'
import { gateLinesExample } from './gate-lines.example.ts'
import { gradientNorms } from './gradient-norms.ts'
import { gradientNormsExample } from './gradient-norms.example.ts'
import { histogram } from './histogram.ts'
import { histogramExample } from './histogram.example.ts'
import { metricLines } from './metric-lines.ts'
import { metricLinesExample } from './metric-lines.example.ts'
import { probabilities } from './probabilities.ts'
import { probabilitiesExample } from './probabilities.example.ts'
import type { ChartTheme } from './theme.ts'
import { xyLines } from './xy-lines.ts'
import { xyLinesExample } from './xy-lines.example.ts'

export const charts: Record<string, (theme: ChartTheme) => EChartsOption> = {
  'metric-lines': (theme) => metricLines(metricLinesExample, theme),
  'gate-lines': (theme) => gateLines(gateLinesExample, theme),
  'gate-history': (theme) => gateHistory(gateHistoryExample, theme),
  'gradient-norms': (theme) => gradientNorms(gradientNormsExample, theme),
  histogram: (theme) => histogram(histogramExample, theme),
  'class-balance': (theme) => classBalance(classBalanceExample, theme),
  'confusion-matrix': (theme) => confusionMatrix(confusionMatrixExample, theme),
  attention: (theme) => attention(attentionExample, theme),
  forecast: (theme) => forecast(forecastExample, theme),
  'xy-lines': (theme) => xyLines(xyLinesExample, theme),
  probabilities: (theme) => probabilities(probabilitiesExample, theme),
}
