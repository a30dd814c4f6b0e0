/** Titles of panels by code, and the names of their columns, axes and lines by the English. */
export const panelTitles: Record<string, string> = {
  confusion: '混淆矩阵',
  roc: 'ROC 曲线',
  'precision-recall': '精确率与召回率',
  calibration: '校准',
  'worst-examples': '错得最多的样本',
}

export const panelTerms: Record<string, string> = {
  'False positive rate': '假阳性率',
  'True positive rate': '真阳性率',
  Precision: '精确率',
  Recall: '召回率',
  Chance: '随机',
  Perfect: '完美',
  Type: '类型',
  Class: '类别',
  Count: '数量',
  Support: '样本数',
  Rows: '行数',
}
