// What a tensor is and knows: references, shape, type, place, data, and its part in autograd.
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <vector>

#include "errors.h"
#include "handles.h"
#include "slug_torch.h"

using slug::borrow;
using slug::guarded;
using slug::impl;
using slug::release;

namespace {

torch::autograd::variable_list list_of(void* const* handles, int32_t count) {
  torch::autograd::variable_list list;
  list.reserve(count);
  for (int32_t i = 0; i < count; ++i) list.push_back(borrow(handles[i]));
  return list;
}

}  // namespace

SLUG_API void slug_tensor_free(void* t) { slug::TensorPtr::reclaim(impl(t)); }

SLUG_API void* slug_tensor_alias(void* t) { return release(borrow(t)); }

SLUG_API int64_t slug_tensor_dim(void* t) { return impl(t)->dim(); }

SLUG_API int64_t slug_tensor_numel(void* t) { return impl(t)->numel(); }

SLUG_API int32_t slug_tensor_dtype(void* t) { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(t)->dtype())); }

SLUG_API int64_t slug_tensor_itemsize(void* t) { return static_cast<int64_t>(impl(t)->dtype().itemsize()); }

SLUG_API int32_t slug_tensor_device_type(void* t) { return static_cast<int32_t>(impl(t)->device().type()); }

SLUG_API int32_t slug_tensor_device_index(void* t) { return static_cast<int32_t>(impl(t)->device().index()); }

SLUG_API void slug_tensor_sizes(void* t, int64_t* out) {
  auto sizes = impl(t)->sizes();
  std::copy(sizes.begin(), sizes.end(), out);
}

// Fails for tensors without strides, such as sparse ones.
SLUG_API int32_t slug_tensor_strides(void* t, int64_t* out) {
  return guarded<int32_t>(-1, [&] {
    auto strides = impl(t)->strides();
    std::copy(strides.begin(), strides.end(), out);
    return 0;
  });
}

SLUG_API int64_t slug_tensor_offset(void* t) {
  return guarded<int64_t>(-1, [&] { return impl(t)->storage_offset(); });
}

SLUG_API int32_t slug_tensor_is_contiguous(void* t) {
  return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(impl(t)->is_contiguous()); });
}

SLUG_API int32_t slug_tensor_is_sparse(void* t) { return borrow(t).is_sparse(); }

// The address of the first element; null with a message when the tensor has no storage to look at, null without one when empty.
SLUG_API void* slug_tensor_data(void* t) {
  slug::last_error().clear();
  return guarded<void*>(nullptr, [&] { return borrow(t).data_ptr(); });
}

SLUG_API int32_t slug_tensor_requires_grad(void* t) { return borrow(t).requires_grad(); }

SLUG_API int32_t slug_tensor_set_requires_grad(void* t, int32_t on) {
  return guarded<int32_t>(-1, [&] {
    borrow(t).set_requires_grad(on != 0);
    return 0;
  });
}

SLUG_API int32_t slug_tensor_is_leaf(void* t) { return borrow(t).is_leaf(); }

SLUG_API int32_t slug_tensor_retain_grad(void* t) {
  return guarded<int32_t>(-1, [&] {
    borrow(t).retain_grad();
    return 0;
  });
}

// Null when there is none. Asks the implementation, since the public accessor prints a warning for tensors inside the graph.
SLUG_API void* slug_tensor_grad(void* t) {
  return guarded<void*>(nullptr, [&] { return release(impl(t)->grad()); });
}

SLUG_API int32_t slug_tensor_set_grad(void* t, void* grad) {
  return guarded<int32_t>(-1, [&] {
    auto tensor = borrow(t);
    auto value = borrow(grad);
    if (value.defined()) {
      TORCH_CHECK(value.sizes() == tensor.sizes(), "the gradient has shape ", value.sizes(), ", its tensor ", tensor.sizes());
      TORCH_CHECK(value.device() == tensor.device(), "the gradient is on ", value.device(), ", its tensor on ", tensor.device());
      TORCH_CHECK(value.scalar_type() == tensor.scalar_type(), "the gradient is ", value.scalar_type(), ", its tensor ", tensor.scalar_type());
    }
    tensor.mutable_grad() = value;
    return 0;
  });
}

SLUG_API int32_t slug_backward(void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph,
                               int32_t create_graph, void* const* inputs, int32_t input_count) {
  return guarded<int32_t>(-1, [&] {
    torch::autograd::backward(list_of(tensors, count), list_of(grads, grad_count), retain_graph != 0, create_graph != 0,
                              list_of(inputs, input_count));
    return 0;
  });
}

// Fills results, one handle an input, null for an unused one.
SLUG_API int32_t slug_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads,
                           int32_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
  return guarded<int32_t>(-1, [&] {
    auto found = torch::autograd::grad(list_of(outputs, count), list_of(inputs, input_count), list_of(grads, grad_count), retain_graph != 0,
                                       create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); ++i) results[i] = release(std::move(found[i]));
    return 0;
  });
}
