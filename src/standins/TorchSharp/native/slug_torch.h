// The boundary between TorchSharp's stand-in and libtorch: plain C, so that any C++ ABI can stand behind it.
//
// A tensor handle is a c10::TensorImpl* that owns one reference. Functions that can fail return -1 (or null where null is
// no answer) and leave the message for slug_last_error on the calling thread. No exception crosses the boundary.
#pragma once
#include <cstdint>

#define SLUG_API extern "C" __attribute__((visibility("default")))

// What a slug_value holds. Keep in step with Interop/NativeValue.cs.
enum slug_tag : int32_t {
  SLUG_NONE = 0,
  SLUG_TENSOR = 1,        // handle
  SLUG_INT = 2,           // bits; also element types, layouts and memory formats
  SLUG_DOUBLE = 3,        // bits
  SLUG_BOOL = 4,          // bits
  SLUG_STRING = 5,        // n bytes of UTF-8
  SLUG_DEVICE = 6,        // count = device type, bits = index or -1
  SLUG_GENERATOR = 7,     // at::Generator*
  SLUG_INT_LIST = 8,      // n int64
  SLUG_DOUBLE_LIST = 9,   // n double
  SLUG_TENSOR_LIST = 10,  // n handles, null for an absent one
  SLUG_DEFAULT = 11,      // take the operator's own default
};

struct slug_value {
  int32_t tag;
  int32_t count;
  union {
    int64_t bits;
    double number;
    void* pointer;
  };
};
