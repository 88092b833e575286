// How a C++ exception becomes a return value and a message.
#pragma once
#include <c10/util/Exception.h>

#include <exception>
#include <string>

namespace slug {

// The last failure of this thread.
std::string& last_error();

// Runs body; on an exception keeps its message (libtorch's without the C++ stack) and returns on_error.
template <typename Result, typename Body>
Result guarded(Result on_error, Body&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    last_error() = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error() = e.what();
  } catch (...) {
    last_error() = "unknown native failure";
  }
  return on_error;
}

}  // namespace slug
