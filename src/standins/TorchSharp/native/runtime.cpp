// The state around tensors: gradient and inference modes, random numbers, threads, CUDA, versions.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/grad_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/version.h>

#include <mutex>
#include <type_traits>

#include "errors.h"
#include "handles.h"
#include "slug_torch.h"

using slug::guarded;

namespace {

at::Generator& generator_of(void* handle) { return *static_cast<at::Generator*>(handle); }

// Newer versions tell anomaly mode whether to look for NaN, older ones always look.
template <typename Mode>
auto set_anomaly(Mode*, bool on, bool check_nan, int) -> decltype(Mode::set_enabled(on, check_nan)) {
  Mode::set_enabled(on, check_nan);
}

template <typename Mode>
void set_anomaly(Mode*, bool on, bool, long) {
  Mode::set_enabled(on);
}

}  // namespace

SLUG_API const char* slug_torch_version() { return TORCH_VERSION; }

SLUG_API int32_t slug_grad_enabled() { return at::GradMode::is_enabled(); }

SLUG_API void slug_set_grad_enabled(int32_t on) { at::GradMode::set_enabled(on != 0); }

SLUG_API int32_t slug_inference_enabled() { return c10::InferenceMode::is_enabled(); }

SLUG_API void* slug_inference_enter(int32_t on) { return new c10::InferenceMode(on != 0); }

SLUG_API void slug_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

SLUG_API int32_t slug_anomaly_enabled() { return torch::autograd::AnomalyMode::is_enabled(); }

SLUG_API void slug_set_anomaly(int32_t on, int32_t check_nan) {
  set_anomaly(static_cast<torch::autograd::AnomalyMode*>(nullptr), on != 0, check_nan != 0, 0);
}

SLUG_API int32_t slug_manual_seed(int64_t seed) {
  return guarded<int32_t>(-1, [&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

SLUG_API void* slug_generator_default(int32_t device_type, int32_t index) {
  return guarded<void*>(nullptr, [&]() -> void* {
    return new at::Generator(at::globalContext().defaultGenerator(
        c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index))));
  });
}

SLUG_API void* slug_generator_new(uint64_t seed, int32_t device_type, int32_t index) {
  return guarded<void*>(nullptr, [&]() -> void* {
    const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
    at::Generator generator = device.is_cpu() ? at::detail::createCPUGenerator() : at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    return new at::Generator(std::move(generator));
  });
}

SLUG_API void slug_generator_free(void* g) { delete static_cast<at::Generator*>(g); }

SLUG_API int64_t slug_generator_seed(void* g) { return static_cast<int64_t>(generator_of(g).current_seed()); }

SLUG_API int32_t slug_generator_set_seed(void* g, int64_t seed) {
  return guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(generator_of(g).mutex());
    generator_of(g).set_current_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

SLUG_API void* slug_generator_state(void* g) {
  return guarded<void*>(nullptr, [&] {
    std::lock_guard<std::mutex> lock(generator_of(g).mutex());
    return slug::release(generator_of(g).get_state());
  });
}

SLUG_API int32_t slug_generator_set_state(void* g, void* state) {
  return guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(generator_of(g).mutex());
    generator_of(g).set_state(slug::borrow(state));
    return 0;
  });
}

SLUG_API int32_t slug_num_threads() { return at::get_num_threads(); }

SLUG_API int32_t slug_set_num_threads(int32_t count) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_threads(count);
    return 0;
  });
}

SLUG_API int32_t slug_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }

SLUG_API int32_t slug_set_num_interop_threads(int32_t count) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_interop_threads(count);
    return 0;
  });
}

SLUG_API int32_t slug_cuda_device_count() {
  return guarded<int32_t>(0, [&] {
    return at::hasCUDA() ? static_cast<int32_t>(c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).deviceCount()) : 0;
  });
}

SLUG_API int32_t slug_cudnn_available() {
  return guarded<int32_t>(0, [&] { return static_cast<int32_t>(at::hasCUDA() && at::globalContext().hasCuDNN()); });
}

SLUG_API int32_t slug_cuda_synchronize(int32_t index) {
  return guarded<int32_t>(-1, [&] {
    TORCH_CHECK(at::hasCUDA(), "this libtorch sees no CUDA device");
    if (index < 0) index = c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).getDevice().index();
    at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index));
    return 0;
  });
}

// which: 0 = cuBLAS, 1 = cuDNN.
SLUG_API int32_t slug_allow_tf32(int32_t which) {
  return guarded<int32_t>(-1, [&]() -> int32_t {
    return which == 0 ? at::globalContext().allowTF32CuBLAS() : at::globalContext().allowTF32CuDNN();
  });
}

SLUG_API int32_t slug_set_allow_tf32(int32_t which, int32_t on) {
  return guarded<int32_t>(-1, [&] {
    if (which == 0) at::globalContext().setAllowTF32CuBLAS(on != 0);
    else at::globalContext().setAllowTF32CuDNN(on != 0);
    return 0;
  });
}
