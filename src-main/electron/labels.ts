/** The words that main itself shows: menu and dialogs. Everything else is the renderer's. */
export const labels = {
  en: {
    file: 'File', close: 'Close window', quit: 'Quit',
    edit: 'Edit', undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all',
    view: 'View', larger: 'Zoom in', smaller: 'Zoom out', actualSize: 'Actual size', fullScreen: 'Full screen', reload: 'Reload', developerTools: 'Developer tools',
    chooseFiles: 'Choose data files', chooseFolder: 'Choose a folder with one folder per class', chooseExportFolder: 'Choose a folder for the export',
    dataFiles: 'Data files', allFiles: 'All files', choose: 'Choose',
    closeQuestion: 'A run is training. Stop it and quit?', closeDetail: 'It keeps its checkpoint and can be continued later. Runs that wait are taken out of the queue.',
    stopAndQuit: 'Stop and quit', keepRunning: 'Keep it running',
  },
  zh: {
    file: '文件', close: '关闭窗口', quit: '退出',
    edit: '编辑', undo: '撤销', redo: '重做', cut: '剪切', copy: '复制', paste: '粘贴', selectAll: '全选',
    view: '视图', larger: '放大', smaller: '缩小', actualSize: '实际大小', fullScreen: '全屏', reload: '重新加载', developerTools: '开发者工具',
    chooseFiles: '选择数据文件', chooseFolder: '选择文件夹（每个类别一个子文件夹）', chooseExportFolder: '选择导出文件夹',
    dataFiles: '数据文件', allFiles: '所有文件', choose: '选择',
    closeQuestion: '有运行正在训练。要停止它并退出吗？', closeDetail: '检查点会保留，之后可以继续。排队中的运行会移出队列。',
    stopAndQuit: '停止并退出', keepRunning: '继续运行',
  },
} as const satisfies Record<'en' | 'zh', Record<string, string>>

export type Language = keyof typeof labels
export type Labels = Record<keyof (typeof labels)['en'], string>

/** The language of ours for a tag such as `zh-CN` or `de`. */
export const languageOf = (tag: string): Language => (tag.toLowerCase().startsWith('zh') ? 'zh' : 'en')
