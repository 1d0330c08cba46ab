return await Leader.Api.CommandLine.LeaderProgram.RunAsync(args);
