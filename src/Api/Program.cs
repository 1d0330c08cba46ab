return await Leader.Api.CommandLine.Commands.RunAsync(args);
