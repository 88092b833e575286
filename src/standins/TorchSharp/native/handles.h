// Tensor handles: a TensorImpl pointer that carries one reference, so that a handle costs no allocation of its own.
#pragma once
#include <ATen/core/Tensor.h>

namespace slug {

using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// A new reference to the handle's tensor; the undefined tensor for null.
inline at::Tensor borrow(void* handle) {
  return handle == nullptr ? at::Tensor() : at::Tensor(TensorPtr::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

// Hands the reference to the caller; null for the undefined tensor.
inline void* release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

}  // namespace slug
