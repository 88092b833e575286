// One generic call for every operator of libtorch: arguments are boxed by the operator's own schema and sent through the
// dispatcher, autograd included. What the caller leaves out takes the schema's default, so that operators which gained
// arguments between versions work with old and new ones.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/Generator.h>

#include <vector>

#include "errors.h"
#include "handles.h"
#include "slug_torch.h"

namespace slug {

std::string& last_error() {
  thread_local std::string message;
  return message;
}

namespace {

using c10::IValue;
using c10::TypeKind;

// c10::optional in old versions, std::optional in new ones.
using OptionalTensor = decltype(std::declval<IValue>().toOptional<at::Tensor>());

struct Parameter {
  TypeKind kind;
  TypeKind element;  // of a list
  bool optional;
  bool optional_elements;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

Parameter describe(c10::TypePtr type) {
  Parameter p{type->kind(), TypeKind::AnyType, false, false};
  if (p.kind == TypeKind::OptionalType) {
    type = type->castRaw<c10::OptionalType>()->getElementType();
    p.kind = type->kind();
    p.optional = true;
  }
  if (p.kind == TypeKind::ListType) {
    c10::TypePtr element = type->castRaw<c10::ListType>()->getElementType();
    if (element->kind() == TypeKind::OptionalType) {
      p.optional_elements = true;
      element = element->castRaw<c10::OptionalType>()->getElementType();
    }
    p.element = element->kind();
  }
  return p;
}

const char* name_of(int32_t tag) {
  static const char* names[] = {"nothing", "a tensor",    "an integer", "a number",         "a bool",           "a string",
                                "a device", "a generator", "integers",   "numbers", "tensors", "the default"};
  return tag >= 0 && tag <= SLUG_DEFAULT ? names[tag] : "an unknown value";
}

[[noreturn]] void mismatch(const Operator& op, size_t index, const slug_value& value) {
  const auto& schema = op.handle.schema();
  TORCH_CHECK(false, schema.name(), ": argument '", schema.arguments()[index].name(), "' is ", schema.arguments()[index].type()->str(),
              ", but the caller gave ", name_of(value.tag));
}

IValue box_list(const Operator& op, size_t index, const Parameter& p, const slug_value& v) {
  const auto count = static_cast<size_t>(v.count);
  if (p.element == TypeKind::TensorType && v.tag == SLUG_TENSOR_LIST) {
    auto handles = static_cast<void* const*>(v.pointer);
    if (p.optional_elements) {
      c10::List<OptionalTensor> list;
      list.reserve(count);
      for (size_t i = 0; i < count; ++i) list.push_back(handles[i] == nullptr ? OptionalTensor() : OptionalTensor(borrow(handles[i])));
      return list;
    }
    c10::List<at::Tensor> list;
    list.reserve(count);
    for (size_t i = 0; i < count; ++i) list.push_back(borrow(handles[i]));
    return list;
  }
  if (p.element == TypeKind::IntType) {
    if (v.tag == SLUG_INT_LIST) {
      auto data = static_cast<const int64_t*>(v.pointer);
      return c10::IntArrayRef(data, count);
    }
    if (v.tag == SLUG_INT) return c10::IntArrayRef(v.bits);
  }
  if (p.element == TypeKind::FloatType && v.tag == SLUG_DOUBLE_LIST) return c10::ArrayRef<double>(static_cast<const double*>(v.pointer), count);
  if (p.element == TypeKind::BoolType && v.tag == SLUG_INT_LIST) {
    c10::List<bool> list;
    for (size_t i = 0; i < count; ++i) list.push_back(static_cast<const int64_t*>(v.pointer)[i] != 0);
    return list;
  }
  mismatch(op, index, v);
}

IValue box(const Operator& op, size_t index, const slug_value& v) {
  const Parameter& p = op.parameters[index];
  if (v.tag == SLUG_DEFAULT) {
    const auto& fallback = op.handle.schema().arguments()[index].default_value();
    if (!fallback) mismatch(op, index, v);
    return *fallback;
  }
  if (v.tag == SLUG_NONE) {
    if (p.optional) return IValue();
    if (p.kind == TypeKind::TensorType) return at::Tensor();
    mismatch(op, index, v);
  }
  switch (p.kind) {
    case TypeKind::TensorType:
      if (v.tag == SLUG_TENSOR) return borrow(v.pointer);
      break;
    case TypeKind::IntType:
      if (v.tag == SLUG_INT || v.tag == SLUG_BOOL) return v.bits;
      break;
    case TypeKind::FloatType:
      if (v.tag == SLUG_DOUBLE) return v.number;
      if (v.tag == SLUG_INT) return static_cast<double>(v.bits);
      break;
    case TypeKind::BoolType:
      if (v.tag == SLUG_BOOL) return v.bits != 0;
      break;
    case TypeKind::NumberType:
      if (v.tag == SLUG_DOUBLE) return v.number;
      if (v.tag == SLUG_INT) return v.bits;
      if (v.tag == SLUG_BOOL) return v.bits != 0;
      break;
    case TypeKind::StringType:
      if (v.tag == SLUG_STRING) return std::string(static_cast<const char*>(v.pointer), static_cast<size_t>(v.count));
      break;
    case TypeKind::DeviceObjType:
      if (v.tag == SLUG_DEVICE) return c10::Device(static_cast<c10::DeviceType>(v.count), static_cast<c10::DeviceIndex>(v.bits));
      break;
    case TypeKind::GeneratorType:
      if (v.tag == SLUG_GENERATOR) return *static_cast<at::Generator*>(v.pointer);
      break;
    case TypeKind::ListType:
      return box_list(op, index, p, v);
    default:
      break;
  }
  mismatch(op, index, v);
}

// Lists of tensors come back in memory of the calling thread that lasts until its next call.
slug_value unbox(IValue&& value) {
  slug_value result{SLUG_NONE, 0, {0}};
  if (value.isTensor()) {
    result.tag = SLUG_TENSOR;
    result.pointer = release(std::move(value).toTensor());
  } else if (value.isInt()) {
    result.tag = SLUG_INT;
    result.bits = value.toInt();
  } else if (value.isDouble()) {
    result.tag = SLUG_DOUBLE;
    result.number = value.toDouble();
  } else if (value.isBool()) {
    result.tag = SLUG_BOOL;
    result.bits = value.toBool();
  } else if (value.isTensorList()) {
    thread_local std::vector<void*> handles;
    handles.clear();
    for (at::Tensor tensor : value.toTensorVector()) handles.push_back(release(std::move(tensor)));
    result.tag = SLUG_TENSOR_LIST;
    result.count = static_cast<int32_t>(handles.size());
    result.pointer = handles.data();
  } else if (!value.isNone()) {
    TORCH_CHECK(false, "an operator's result of type ", value.tagKind(), " cannot be handed over");
  }
  return result;
}

// The stack of the thread, emptied whatever happens.
struct StackLease {
  torch::jit::Stack& stack;
  StackLease() : stack(instance()) {}
  ~StackLease() { stack.clear(); }
  static torch::jit::Stack& instance() {
    thread_local torch::jit::Stack stack;
    return stack;
  }
};

}  // namespace
}  // namespace slug

SLUG_API const char* slug_last_error() { return slug::last_error().c_str(); }

// Finds an operator, such as ("aten::add", "Tensor"); the answer lives as long as the process. Null on failure.
SLUG_API void* slug_find(const char* name, const char* overload) {
  return slug::guarded<void*>(nullptr, [&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto op = new slug::Operator{handle, {}};
    for (const auto& argument : handle.schema().arguments()) op->parameters.push_back(slug::describe(argument.type()));
    return op;
  });
}

// Calls the operator with leading arguments; returns the number of results (results beyond capacity are dropped) or -1.
SLUG_API int32_t slug_call(void* target, const slug_value* arguments, int32_t count, slug_value* results, int32_t capacity) {
  return slug::guarded<int32_t>(-1, [&]() -> int32_t {
    auto& op = *static_cast<slug::Operator*>(target);
    const auto total = op.parameters.size();
    TORCH_CHECK(static_cast<size_t>(count) <= total, op.handle.schema().name(), " takes ", total, " arguments in this libtorch, not ", count);
    slug::StackLease lease;
    for (size_t i = 0; i < total; ++i) {
      static constexpr slug_value absent{SLUG_DEFAULT, 0, {0}};
      lease.stack.push_back(slug::box(op, i, i < static_cast<size_t>(count) ? arguments[i] : absent));
    }
    op.handle.callBoxed(&lease.stack);
    const auto produced = static_cast<int32_t>(lease.stack.size());
    for (int32_t i = 0; i < produced && i < capacity; ++i) results[i] = slug::unbox(std::move(lease.stack[i]));
    return produced;
  });
}
