import type { compute as english } from '../en/compute.ts'
import type { Translation } from '../translation.ts'

export const compute: Translation<typeof english> = {
  title: '计算',
  subtitle: '这台机器和此安装能做什么',
  again: '重新检查',
  engines: '引擎',
  engine: '引擎',
  state: '状态',
  available: '可用',
  missing: '缺失',
  selected: '使用中',
  speed: '实测速度',
  gflops: 'GFLOP/s',
  notMeasured: '未测量',
  reason: '运行于,或缺失的原因',
  about: {
    native: 'Seqbench 自带的快速内核。',
    tensorflow: 'TensorFlow 自己的融合运算;有 NVIDIA GPU 时会使用。',
    webgpu: '通过 WebGPU 使用显卡。',
    reference: '按教科书写成的易读代码;速度慢,用来检验其他引擎。',
  },
  speedHelp: '在本机上实测:小型 LSTM 训练步每秒的浮点运算次数。',
  machine: '机器',
  cores: '处理器核心',
  memory: '内存',
  disk: '工作区所在磁盘的可用空间',
  workspace: '工作区',
  installation: '安装',
  version: 'Seqbench',
  copyReport: '复制报告',
}
