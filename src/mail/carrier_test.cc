#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "mail/mail.h"
#include "tests/sockets/testing_socket.h"

namespace dunlin::mail {
namespace {

using dunlin::testing::Listener;
using dunlin::testing::refused_port;
using dunlin::testing::ScriptedServer;
using dunlin::testing::Socket;

/// What a mail server heard, and what it says to the command that begins with `objects_to`.
struct Heard {
  std::string objects_to, answer;
  std::vector<std::string> commands;
  std::string message;
};

/// One SMTP conversation (RFC 5321), without extensions.
void speak_smtp(Listener& listener, Heard& heard) {
  Socket line = listener.accept();
  line.write("220 mail.example\r\n");
  for (;;) {
    const std::string command = line.read_through("\r\n");
    if (command.empty()) return;
    heard.commands.push_back(command.substr(0, command.size() - 2));
    if (!heard.objects_to.empty() && command.starts_with(heard.objects_to)) {
      line.write(heard.answer + "\r\n");
    } else if (command.starts_with("DATA")) {
      line.write("354 go on\r\n");
      heard.message = line.read_through("\r\n.\r\n");
      line.write("250 taken\r\n");
    } else if (command.starts_with("QUIT")) {
      line.write("221 bye\r\n");
      return;
    } else {
      line.write("250 fine\r\n");
    }
  }
}

class SmtpCarrier : public ::testing::Test {
 protected:
  static Task<void> carry_into(Carrier& carrier, std::optional<Status>& out) {
    auto carried = co_await carrier.carry("leila@shop.example", "Subject: Hi\r\n\r\n.one\r\n");
    out.emplace(std::move(carried));
  }
  Status carry(const std::string& host, std::uint16_t port, Duration deadline) {
    const auto carrier =
        smtp_carrier({.url = Secret<>("smtp://" + host + ":" + std::to_string(port)),
                      .from = "dunlin@shop.example",
                      .ca_file = "",
                      .deadline = deadline});
    std::optional<Status> out;
    boost::asio::io_context context;
    const auto keep_going = boost::asio::make_work_guard(context);
    spawn(context.get_executor(), carry_into(*carrier, out));
    while (!out) context.run_one();
    return *std::move(out);
  }
  Status talk(Heard& heard, const std::string& host = "127.0.0.1") {
    ScriptedServer server([&heard](Listener& listener) { speak_smtp(listener, heard); });
    return carry(host, server.port(), std::chrono::seconds{20});
  }
};

TEST_F(SmtpCarrier, hands_a_letter_over_with_its_envelope) {
  Heard heard;
  const auto carried = talk(heard);
  ASSERT_TRUE(carried.ok()) << carried.error().text();
  ASSERT_GE(heard.commands.size(), 4U);
  EXPECT_EQ(heard.commands[1], "MAIL FROM:<dunlin@shop.example>");
  EXPECT_EQ(heard.commands[2], "RCPT TO:<leila@shop.example>");
  EXPECT_EQ(heard.message, "Subject: Hi\r\n\r\n..one\r\n.\r\n") << "a line's dot is doubled";
}

TEST_F(SmtpCarrier, tells_never_from_not_now) {
  Heard unknown{
      .objects_to = "RCPT", .answer = "550 no such person", .commands = {}, .message = {}};
  EXPECT_EQ(talk(unknown).error().id, "mail.refused");
  Heard busy{.objects_to = "MAIL", .answer = "451 try later", .commands = {}, .message = {}};
  const auto later = talk(busy);
  EXPECT_EQ(later.error().id, "mail.unreachable");
  EXPECT_EQ(later.error().code, Code::unavailable);
}

TEST_F(SmtpCarrier, says_nothing_in_clear_beyond_loopback) {
  Heard heard;
  const auto carried = talk(heard, "0x7f000001");
  ASSERT_FALSE(carried.ok());
  for (const std::string& command : heard.commands) {
    EXPECT_FALSE(command.starts_with("MAIL")) << command;
  }
  EXPECT_EQ(heard.message, "");
}

TEST_F(SmtpCarrier, a_server_that_is_away_or_silent_is_asked_later) {
  const auto away = carry("127.0.0.1", refused_port(), std::chrono::seconds{5});
  EXPECT_EQ(away.error().id, "mail.unreachable");
  ScriptedServer silent([](Listener& listener) { listener.accept().read_to_end(); });
  const auto waited = carry("127.0.0.1", silent.port(), std::chrono::milliseconds{300});
  EXPECT_EQ(waited.error().id, "mail.unreachable");
}

}  // namespace
}  // namespace dunlin::mail
