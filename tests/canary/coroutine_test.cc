#include <coroutine>
#include <string>
#include <utility>

#include <gtest/gtest.h>

// The shapes of co_await that g++ 12 miscompiles without a word (docs/adr/0001-clang-only.md),
// written with the smallest task type that shows it: an awaitable with a destructor. A compiler
// that builds Dunlin runs them right.
namespace {

class Task {
 public:
  struct promise_type {
    int result = 0;
    std::coroutine_handle<> caller = std::noop_coroutine();

    Task get_return_object() { return Task{Handle::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Back {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(Handle done) noexcept {
          return done.promise().caller;
        }
        void await_resume() noexcept {}
      };
      return Back{};
    }
    void return_value(int value) { result = value; }
    void unhandled_exception() { std::terminate(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
    handle_.promise().caller = caller;
    return handle_;
  }
  int await_resume() { return handle_.promise().result; }

  int run() {
    handle_.resume();
    return handle_.promise().result;
  }

 private:
  Handle handle_;
};

struct Named {
  std::string text;
  int number;
};

const std::string kLong = "a text too long for the small buffer of a string";

Task just(int value) {
  co_return value;
}
Task length(Named named) {
  co_return static_cast<int>(named.text.size()) + named.number;
}

Task returns_from_a_condition() {
  if (co_await just(1)) co_return 1;
  co_return 0;
}

Task returns_from_a_loop() {
  while (co_await just(1)) {
    co_return 9;
  }
  co_return 0;
}

Task returns_from_a_switch() {
  switch (co_await just(3)) {
    case 3:
      co_return 1;
    default:
      co_return 0;
  }
}

Task passes_an_aggregate() {
  co_return co_await length({.text = kLong, .number = 2});
}

Task chooses_a_temporary(bool first) {
  co_return co_await length(first ? Named{kLong, 1} : Named{"b", 2});
}

TEST(Canary, a_return_out_of_an_awaited_condition_cleans_up_once) {
  EXPECT_EQ(returns_from_a_condition().run(), 1);
  EXPECT_EQ(returns_from_a_loop().run(), 9);
  EXPECT_EQ(returns_from_a_switch().run(), 1);
}

TEST(Canary, a_temporary_passed_to_an_awaited_call_is_destroyed_once) {
  const int size = static_cast<int>(kLong.size());
  EXPECT_EQ(passes_an_aggregate().run(), size + 2);
  EXPECT_EQ(chooses_a_temporary(true).run(), size + 1);
  EXPECT_EQ(chooses_a_temporary(false).run(), 3);
}

}  // namespace
