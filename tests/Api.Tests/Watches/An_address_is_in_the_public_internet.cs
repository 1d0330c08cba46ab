using System.Net;
using System.Net.Sockets;
using Leader.Api.Watches;
using Microsoft.Extensions.Configuration;

namespace Leader.Api.Tests.Watches;

public class An_address_is_in_the_public_internet
{
    private static readonly IConfiguration Settings = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("https://bank.example/hook")]
    [InlineData("https://bank.example:8443/hook?for=leader")]
    [InlineData("https://银行.example/钩子")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://172.15.255.255/"), InlineData("https://172.32.0.0/")]
    [InlineData("https://100.63.255.255/"), InlineData("https://100.128.0.0/")]
    [InlineData("https://11.0.0.0/"), InlineData("https://223.255.255.255/")]
    public void Such_is_taken(string address) => PublicAddresses.Fault(address, anywhere: false, out _).ShouldBeNull();

    [Theory]
    [InlineData("http://bank.example/hook", "must be an https address")]
    [InlineData("ftp://bank.example/hook", "must be an https address")]
    [InlineData("bank.example/hook", "must be an https address")]
    [InlineData("", "must be an https address")]
    [InlineData("https://", "must be an https address")]
    [InlineData("https://bank.example/a b", "must be an https address")]
    [InlineData("https://me:secret@bank.example/", "has a name or password")]
    [InlineData("https://bank.example/#here", "has a fragment")]
    [InlineData("https://localhost/", "private"), InlineData("https://LOCALHOST./", "private")]
    [InlineData("https://db.internal/", "private"), InlineData("https://intranet/", "private")]
    [InlineData("https://127.0.0.1/", "private"), InlineData("https://127.255.255.255/", "private")]
    [InlineData("https://2130706433/", "private"), InlineData("https://0x7f000001/", "private")]
    [InlineData("https://017700000001/", "private")]
    [InlineData("https://127.1/", "private"), InlineData("https://0/", "private")]
    [InlineData("https://10.0.0.0/", "private"), InlineData("https://172.16.0.1/", "private")]
    [InlineData("https://172.31.255.255/", "private")]
    [InlineData("https://192.168.1.1/", "private"), InlineData("https://100.64.0.1/", "private")]
    [InlineData("https://100.100.100.200/", "private")]
    [InlineData("https://169.254.169.254/latest/meta-data", "private"), InlineData("https://168.63.129.16/", "private")]
    [InlineData("https://224.0.0.1/", "private"), InlineData("https://255.255.255.255/", "private")]
    [InlineData("https://[::1]/", "private"), InlineData("https://[::]/", "private"), InlineData("https://[fe80::1]/", "private")]
    [InlineData("https://[fd00:ec2::254]/", "private"), InlineData("https://[ff02::1]/", "private")]
    [InlineData("https://[::ffff:127.0.0.1]/", "private"), InlineData("https://[::ffff:a00:1]/", "private")]
    [InlineData("https://[64:ff9b::7f00:1]/", "private"), InlineData("https://[2002:7f00:1::]/", "private")]
    [InlineData("https://[2001:db8::1]/", "private")]
    public void Such_is_refused_in_words_that_say_why(string address, string why) =>
        PublicAddresses.Fault(address, anywhere: false, out _)!.ShouldContain(why);

    [Fact]
    public async Task A_name_is_judged_by_where_it_leads()
    {
        using var receivers = new Receivers(Settings, (host, _) => Task.FromResult<IPAddress[]>(host switch
        {
            "bank.example" => [IPAddress.Parse("8.8.8.8")],
            "both.example" => [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback],
            "inside.example" => [IPAddress.Parse("10.1.2.3")],
            "mapped.example" => [IPAddress.Parse("::ffff:10.1.2.3")],
            _ => throw new SocketException((int)SocketError.HostNotFound),
        }));

        (await receivers.FaultAsync("https://bank.example/", default)).ShouldBeNull();
        foreach (var name in new[] { "both", "inside", "mapped" })
        {
            (await receivers.FaultAsync($"https://{name}.example/", default))!.ShouldContain("private");
        }
        (await receivers.FaultAsync("https://bnak.example/", default))!.ShouldContain("leads nowhere: bnak.example");
    }

    /// <summary>A name that led to a public address when it was registered, and now leads into the register's own network.</summary>
    [Fact]
    public async Task A_name_that_leads_elsewhere_later_is_not_followed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var came = listener.AcceptTcpClientAsync();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var asked = 0;
        using var receivers = new Receivers(
            Settings,
            (_, _) => Task.FromResult<IPAddress[]>([asked++ == 0 ? IPAddress.Parse("8.8.8.8") : IPAddress.Loopback]));
        (await receivers.FaultAsync($"https://bank.example:{port}/", default)).ShouldBeNull();

        var received = await receivers.SendAsync($"https://bank.example:{port}/", "msg_1", 1, "v1,x", "{}", default);

        (received.Status, received.Said).ShouldBe((null, "The address " + PublicAddresses.Private));
        came.IsCompleted.ShouldBeFalse("no connection was made");
    }

    /// <summary>Of the specification.</summary>
    [Fact]
    public void A_message_is_signed_as_the_standard_has_it() =>
        Signatures.Of(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
