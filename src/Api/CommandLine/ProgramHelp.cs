using Spectre.Console;
using Spectre.Console.Cli;
using Spectre.Console.Cli.Help;
using Spectre.Console.Rendering;

namespace Leader.Api.CommandLine;

/// <summary>Help with the exit codes and, for the whole program and <c>run</c>, the settings by environment.</summary>
internal sealed class ProgramHelp(ICommandAppSettings settings) : HelpProvider(settings)
{
    public override IEnumerable<IRenderable> GetFooter(ICommandModel model, ICommandInfo? command)
    {
        if (command is null or { Name: "run" })
        {
            yield return new Text("""

                SETTINGS BY ENVIRONMENT:
                    ConnectionStrings__Leader    a PostgreSQL database of your own
                    Urls                         where to listen
                    Auth__Authority              an OpenID Connect provider
                    Log__Key                     key of the transparency log
                    Log__Witnesses__0            a witness of it
                    LEADER_DATA                  folder of private database and keys

                """);
        }
        yield return new Text("""

            EXIT CODES:
                0    done
                1    could not be done
                2    wrongly called
                3    differences were found

            """);
    }
}
