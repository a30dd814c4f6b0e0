// Linear-chain conditional random field (equations: ops/crf.ts) in wide numbers (wide.hpp): W = exp(transitions), y = exp(emissions).
#pragma once
#include "logarithm.hpp"
#include "math.hpp"
#include "plan.hpp"
#include "wide.hpp"

namespace seqbench::SEQBENCH_SET {

/// [tags, row] wide numbers.
struct WideMatrix {
  float* data;
  int64_t row;
  WideRow at(int i) const { return {data + 2 * row * i, reinterpret_cast<int32_t*>(data + 2 * row * i + row)}; }
};

class CrfWorker {
 public:
  static int64_t rowFloats(int tags) { return (int64_t)ceilDivide(tags, width) * width; }
  static int64_t workFloats(const Crf& c) { return 2 * rowFloats(c.tags) * (2 * (int64_t)c.tags + c.steps + 3) + width; }

  CrfWorker(const Crf& call, float* work) : c(call), row((int)rowFloats(call.tags)) {
    const auto take = [&](int count) {
      const WideMatrix taken = {work, row};
      work += 2 * (int64_t)row * count;
      return taken;
    };
    weights = take(c.tags), transposed = take(c.tags), alphas = take(c.steps), rows = take(3);
    for (int i = 0; i < c.tags; i++) {
      setRow(weights.at(i), c.transitions + (int64_t)i * c.tags, nullptr);
      for (int j = 0; j < row; j++) transposed.at(i).setOne(j, 0);
    }
    for (int i = 0; i < c.tags; i++)
      for (int j = 0; j < c.tags; j++) {
        transposed.at(j).mantissa[i] = weights.at(i).mantissa[j];
        transposed.at(j).exponent[i] = weights.at(i).exponent[j];
      }
  }

  /// ln Z of example b; alpha stays.
  double forward(int b) {
    emissions = c.emissions + (int64_t)b * c.steps * c.tags;
    steps = c.lengths[b];
    const WideRow y = rows.at(0);
    setRow(alphas.at(0), emissions, c.start);
    for (int t = 1; t < steps; t++) {
      setRow(y, emissions + (int64_t)t * c.tags, nullptr);
      product(weights, alphas.at(t - 1), alphas.at(t), &y);
    }
    // Z = sum of alpha exp(end).
    const WideRow last = alphas.at(steps - 1), end = rows.at(1);
    setRow(end, c.end, nullptr);
    top = zeroExponent * 2;
    for (int j = 0; j < c.tags; j++) top = most(top, last.exponent[j] + end.exponent[j]);
    total = 0;
    for (int j = 0; j < c.tags; j++) {
      const int64_t down = (int64_t)top - last.exponent[j] - end.exponent[j];
      if (down <= 1000) total += (double)last.mantissa[j] * end.mantissa[j] * powerOfTwoDouble(-(int)down);
    }
    return naturalLogarithm(total) + top * 0.69314718055994531;
  }

  double score(int b) const {
    const int32_t* labels = c.labels + (int64_t)b * c.steps;
    double sum = (double)c.start[labels[0]] + c.end[labels[steps - 1]];
    for (int t = 0; t < steps; t++) {
      sum += emissions[(int64_t)t * c.tags + labels[t]];
      if (t > 0) sum += c.transitions[(int64_t)labels[t - 1] * c.tags + labels[t]];
    }
    return sum;
  }

  /// After `forward`: dEmissions of the example, and its share of dTransitions into `pairs` [tags, tags].
  void backward(int b, float* pairs) {
    const float outer = c.dLoss[b];
    const int32_t* labels = c.labels + (int64_t)b * c.steps;
    float* slope = c.dEmissions + (int64_t)b * c.steps * c.tags;
    WideRow beta = rows.at(1), arriving = rows.at(0);
    setRow(beta, c.end, nullptr);
    for (int t = steps - 1; t >= 0; t--) {
      marginals(slope + (int64_t)t * c.tags, alphas.at(t), beta, outer);
      slope[(int64_t)t * c.tags + labels[t]] -= outer;
      if (t == 0) break;
      setRow(arriving, emissions + (int64_t)t * c.tags, nullptr);
      for (int j = 0; j < row; j += width) {
        const Wide y = arriving.at(j), z = beta.at(j);
        arriving.set(j, {y.mantissa * z.mantissa, y.exponent + z.exponent});
      }
      for (int i = 0; i < c.tags; i++) addPairs(pairs + (int64_t)i * c.tags, alphas.at(t - 1), i, arriving, outer);
      pairs[(int64_t)labels[t - 1] * c.tags + labels[t]] -= outer;
      product(transposed, arriving, beta, nullptr);
    }
  }

 private:
  /// exp(scores + more), zero behind the last tag; `more` may be null.
  void setRow(WideRow to, const float* scores, const float* more) const {
    for (int j = 0; j < row; j += width) {
      const int count = c.tags - j;
      Floats sum = loadPart(scores + j, count);
      if (more) sum += loadPart(more + j, count);
      to.set(j, wideExponential(sum));
    }
    for (int j = c.tags; j < row; j++) to.setOne(j, 0);
  }

  /// out(j) = factor(j) sum_i v(i) m(i, j); the sum's exponent is that of its largest term. out may be v.
  void product(const WideMatrix& m, WideRow v, WideRow out, const WideRow* factor) const {
    const WideRow result = rows.at(2);
    for (int j = 0; j < row; j += width) {
      Integers largest = splatInteger(2 * zeroExponent);
      for (int i = 0; i < c.tags; i++) largest = larger(largest, load(m.at(i).exponent + j) + splatInteger(v.exponent[i]));
      Floats sum = {};
      for (int i = 0; i < c.tags; i++) {
        const Wide each = m.at(i).at(j);
        sum = multiplyAdd(each.mantissa * splat(v.mantissa[i]), powerOfTwo(each.exponent + splatInteger(v.exponent[i]) - largest), sum);
      }
      const Wide scaled = factor ? factor->at(j) : Wide{splat(1), Integers{}};
      result.set(j, normalised(sum * scaled.mantissa, largest + scaled.exponent));
    }
    __builtin_memcpy(out.mantissa, result.mantissa, 2 * (int64_t)row * sizeof(float));
  }

  /// slope = outer alpha beta / Z
  void marginals(float* slope, WideRow alpha, WideRow beta, float outer) const {
    const Floats scale = splat((float)(outer / total));
    for (int j = 0; j < row; j += width) {
      const Wide a = alpha.at(j), z = beta.at(j);
      storePart(slope + j, a.mantissa * z.mantissa * scale * powerOfTwo(a.exponent + z.exponent - splatInteger(top)), c.tags - j);
    }
  }

  /// pairs(j) += outer alpha(i) W(i, j) arriving(j) / Z
  void addPairs(float* pairs, WideRow alpha, int i, WideRow arriving, float outer) const {
    const Floats scale = splat((float)(outer / total) * alpha.mantissa[i]);
    const Integers shift = splatInteger(alpha.exponent[i] - top);
    for (int j = 0; j < row; j += width) {
      const Wide w = weights.at(i).at(j), q = arriving.at(j);
      const Floats share = w.mantissa * q.mantissa * scale * powerOfTwo(w.exponent + q.exponent + shift);
      storePart(pairs + j, loadPart(pairs + j, c.tags - j) + share, c.tags - j);
    }
  }

  const Crf& c;
  const int row;
  WideMatrix weights, transposed, alphas, rows;
  const float* emissions = nullptr;
  int steps = 0, top = 0;
  double total = 0;
};

inline int64_t crfFloats(const Crf& c, int workers) { return CrfWorker::workFloats(c) * workers + (int64_t)c.batch * c.tags * c.tags; }

inline void crf(const Crf& c, const Team& team) {
  CrfWorker worker(c, c.work + CrfWorker::workFloats(c) * team.worker);
  for (int b = team.worker; b < c.batch; b += team.size) {
    const double loss = worker.forward(b) - worker.score(b);
    // It cannot be negative; rounding of nearly nothing can.
    c.loss[b] = loss < 0 ? 0 : (float)loss;
  }
}

/// Examples are dealt out; what is summed over them is summed in their order, whatever the number of workers.
inline void crfGradient(const Crf& c, const Team& team) {
  CrfWorker worker(c, c.work + CrfWorker::workFloats(c) * team.worker);
  float* all = c.work + CrfWorker::workFloats(c) * team.size;
  const int64_t square = (int64_t)c.tags * c.tags;
  for (int b = team.worker; b < c.batch; b += team.size) {
    __builtin_memset(all + b * square, 0, square * sizeof(float));
    __builtin_memset(c.dEmissions + (int64_t)b * c.steps * c.tags, 0, (int64_t)c.steps * c.tags * sizeof(float));
    if (c.dLoss[b] == 0) continue;
    worker.forward(b);
    worker.backward(b, all + b * square);
  }
  team.barrier();
  const Piece piece = pieceOf(c.tags, team);
  for (int i = piece.begin; i < piece.end; i++) {
    double start = 0, end = 0;
    for (int b = 0; b < c.batch; b++) {
      const float* slope = c.dEmissions + (int64_t)b * c.steps * c.tags;
      start += slope[i];
      end += slope[(int64_t)(c.lengths[b] - 1) * c.tags + i];
    }
    c.dStart[i] = (float)start;
    c.dEnd[i] = (float)end;
    for (int j = 0; j < c.tags; j++) {
      double sum = 0;
      for (int b = 0; b < c.batch; b++) sum += all[b * square + (int64_t)i * c.tags + j];
      c.dTransitions[(int64_t)i * c.tags + j] = (float)sum;
    }
  }
}

}  // namespace seqbench::SEQBENCH_SET
