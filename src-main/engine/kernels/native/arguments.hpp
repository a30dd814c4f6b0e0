// Reading and checking what JavaScript hands over: a wrong type, length or value becomes a thrown error, never a crash.
#pragma once
#include <node_api.h>

#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace seqbench {

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Arguments {
 public:
  static constexpr size_t limit = 24;

  Arguments(napi_env env, napi_callback_info info, const char* call) : env_(env), call_(call) {
    count_ = limit;
    napi_get_cb_info(env, info, &count_, values_, nullptr, nullptr);
    if (count_ > limit) count_ = limit;
  }

  [[noreturn]] void refuse(const char* name, const std::string& reason) const { throw Refused(std::string(call_) + ": " + name + " " + reason); }

  double number(const char* name) {
    double value = NAN;
    if (napi_get_value_double(env_, next(name), &value) != napi_ok) refuse(name, "is not a number");
    return value;
  }
  int64_t integer(const char* name, double minimum, double maximum) {
    const double value = number(name);
    if (!(value >= minimum && value <= maximum) || value != std::floor(value)) refuse(name, "is " + std::to_string(value) + ", expected a whole number from " + std::to_string((int64_t)minimum) + " to " + std::to_string((int64_t)maximum));
    return (int64_t)value;
  }
  bool boolean(const char* name) {
    bool value = false;
    if (napi_get_value_bool(env_, next(name), &value) != napi_ok) refuse(name, "is neither true nor false");
    return value;
  }
  std::string text(const char* name) {
    char buffer[32];
    size_t length = 0;
    if (napi_get_value_string_utf8(env_, next(name), buffer, sizeof buffer, &length) != napi_ok) refuse(name, "is not a text");
    return std::string(buffer, length);
  }
  /// Exactly (or, for scratch memory, at least) `length` floats.
  float* floats(const char* name, double length, bool orMore = false) { return static_cast<float*>(array(name, napi_float32_array, length, orMore)); }
  int32_t* integers(const char* name, double length) { return static_cast<int32_t*>(array(name, napi_int32_array, length, false)); }
  float* optionalFloats(const char* name, double length) { return missing() ? nullptr : floats(name, length); }
  int32_t* optionalIntegers(const char* name, double length) { return missing() ? nullptr : integers(name, length); }

 private:
  napi_value next(const char* name) {
    if (at_ >= count_) refuse(name, "is missing");
    return values_[at_++];
  }
  /// Skips an argument that is null or undefined.
  bool missing() {
    napi_valuetype type = napi_undefined;
    if (at_ < count_) napi_typeof(env_, values_[at_], &type);
    if (type != napi_undefined && type != napi_null) return false;
    at_++;
    return true;
  }
  void* array(const char* name, napi_typedarray_type expected, double length, bool orMore) {
    const napi_value value = next(name);
    bool is = false;
    napi_is_typedarray(env_, value, &is);
    if (!is) refuse(name, "is not a typed array");
    napi_typedarray_type type;
    size_t found = 0;
    void* data = nullptr;
    napi_get_typedarray_info(env_, value, &type, &found, &data, nullptr, nullptr);
    if (type != expected) refuse(name, expected == napi_float32_array ? "is not a Float32Array" : "is not an Int32Array");
    if (orMore ? (double)found < length : (double)found != length)
      refuse(name, "has " + std::to_string(found) + " values, expected " + (orMore ? "at least " : "") + std::to_string((int64_t)length));
    return data;
  }

  napi_env env_;
  const char* call_;
  napi_value values_[limit];
  size_t count_ = 0, at_ = 0;
};

}  // namespace seqbench
